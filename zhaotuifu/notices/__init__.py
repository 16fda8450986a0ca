"""提醒 — messages inside the application."""
