"""演示数据 — the demonstration district: invented 板块, projects and months, through the actions."""
