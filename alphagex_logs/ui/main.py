"""The entry script: the frame around whichever page was asked for."""

from alphagex_logs.ui import filter_bar, frame, problems, theme

page = frame.navigation()
theme.apply()
with problems.guarded("The filter bar"):
    filter_bar.show()
page.run()
