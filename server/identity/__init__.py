"""Who you are: users, sessions, devices."""
