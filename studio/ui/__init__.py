"""The studio's windows: design system, parts and views, all of Qt that there is."""
