"""PostgreSQL, Valkey and the product's own processes, started and kept alive on one machine."""
