"""A book with a figure, in the theme that `sphinx-build -D html_theme=…` names."""

project = "A book with a figure"
html_theme = "furo"
html_js_files = [("https://lab.example/embed.js", {"defer": "defer"})]
