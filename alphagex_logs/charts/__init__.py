"""Charts: a frame or a metric in, a plotly figure out; an empty frame gives a figure that says why it is empty."""
