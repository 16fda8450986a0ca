"""工作台的模板标签 — template tags of the desk."""
