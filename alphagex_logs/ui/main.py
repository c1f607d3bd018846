"""The entry script: the frame around whichever page was asked for."""

from alphagex_logs.errors import FilterRefused
from alphagex_logs.ui import filter_bar, frame, problems, state, table, theme

page = frame.navigation()
theme.apply()
theme.by_keyboard(button_width=table.BUTTON_WIDTH, header_height=table.HEADER_HEIGHT, row_height=table.ROW_HEIGHT)
with problems.guarded("The filter bar", remains="The page below shows all rows that its link names."):
    refused = filter_bar.show(page)
    if refused is not None:
        problems.refused_link(refused)
with state.drawing(), problems.guarded(page.title, remains="Nothing has been lost: bots go on logging. Reload the page when the cause is gone."):
    try:
        page.run()
        frame.finish()
    except FilterRefused as error:
        problems.refused_choice(error)
