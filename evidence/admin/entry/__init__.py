"""A study's own entry pages: arms and regimens, results as a grid, risk of bias, and all of it to look over."""
