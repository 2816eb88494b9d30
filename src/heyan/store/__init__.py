"""The store faces PostgreSQL; it is the only room that speaks SQL."""
