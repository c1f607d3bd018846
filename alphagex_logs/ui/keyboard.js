// What Streamlit leaves to the mouse, for whoever goes by the keyboard: the buttons inside of tables, the way into a popover and out of it,
// Escape in a table of an open row, and where the focus is when the row has been closed.
(() => {
  if (window.byKeyboard) return; // the page is drawn again and again, and its listeners stay
  window.byKeyboard = true;

  const POPOVER = '[data-testid="stPopoverBody"]';
  const GRID = 'canvas[data-testid="data-grid-canvas"]';
  const STOPS = 'a[href], button:not([disabled]), input, textarea, summary, pre, [tabindex]';
  const SETTLING = 250; // milliseconds after which a table's cells in the document are those on the screen
  let opener = null; // the class of the table from which the row was opened

  const isOpen = () => new URLSearchParams(location.search).has('row');
  const tableOf = (element) => element.closest?.('[class*="st-key-table_"]');
  const gridIn = (table) => table?.querySelector(GRID);
  const inTable = (element) => element.matches(GRID) || element.matches('[role="gridcell"]');
  const scrolls = (element) => element.tagName === 'PRE' && element.scrollHeight > element.clientHeight;
  const isStop = (element) => (element.tabIndex >= 0 || scrolls(element)) && element.checkVisibility({ visibilityProperty: true });
  const stopsIn = (body) => [...body.querySelectorAll(STOPS)].filter(isStop);

  // The cells of a table are drawn, and a button in one of them takes clicks alone, which must meet it where it is drawn.
  function press(table) {
    const cell = table.querySelector('td[aria-selected="true"]');
    const [, , column, row] = cell ? cell.id.split('-').map(Number) : [];
    if (column !== 0 || !cell.textContent.startsWith(':material/')) return false;
    const grid = gridIn(table), at = grid.getBoundingClientRect();
    const scrolled = table.querySelector('.dvn-scroller')?.scrollTop ?? 0;
    const place = { clientX: at.left + BUTTON_WIDTH / 2, clientY: at.top + HEADER_HEIGHT + (row + 0.5) * ROW_HEIGHT - scrolled };
    const kinds = { pointermove: PointerEvent, mousemove: MouseEvent, pointerdown: PointerEvent, mousedown: MouseEvent, pointerup: PointerEvent, mouseup: MouseEvent, click: MouseEvent };
    for (const [kind, Kind] of Object.entries(kinds)) {
      grid.dispatchEvent(new Kind(kind, { ...place, bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true, view: window }));
    }
    return true;
  }

  // The focus goes into the row that opens, and once that is closed again, whichever way, back to the table, which has kept its cell.
  function goAndComeBack() {
    const enter = (tries) => {
      const row = document.querySelector('[role="dialog"]');
      if (!isOpen() || !tries) return;
      if (!row?.contains(document.activeElement)) row?.focus();
      setTimeout(() => enter(tries - 1), SETTLING); // the table lets go of the focus only later
    };
    const waiting = new MutationObserver(() => {
      if (isOpen() || document.querySelector('[role="dialog"]')) return;
      const left = document.activeElement === document.body || document.activeElement?.closest('[role="dialog"]');
      const grid = gridIn(document.querySelector(`.${opener}`));
      if (grid && left) grid.focus({ preventScroll: true });
      waiting.disconnect();
    });
    const opening = new MutationObserver(() => {
      if (!isOpen() || !document.querySelector('[role="dialog"]')) return;
      opening.disconnect();
      enter(12);
      waiting.observe(document.body, { childList: true, subtree: true });
    });
    opening.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => opening.disconnect(), 10000);
  }

  function onEnter(event) {
    const table = tableOf(event.target);
    if (!table || !inTable(event.target)) return;
    setTimeout(() => {
      const opens = press(table) && !table.closest('[role="dialog"]'); // of an open row, a neighbour takes its place
      if (!opens) return;
      opener = [...table.classList].find((name) => name.startsWith('st-key-table_'));
      goAndComeBack();
    }, SETTLING);
  }

  // A popover is drawn at the end of the document, behind everything else that can be tabbed to.
  function onTab(event) {
    const body = [...document.querySelectorAll(POPOVER)].at(-1);
    if (!body) return;
    const stops = stopsIn(body), button = document.querySelector('[data-testid="stPopoverButton"][aria-expanded="true"]');
    if (event.target === button && !event.shiftKey && stops.length) {
      event.preventDefault();
      stops[0].focus();
    } else if (button && event.shiftKey && event.target === stops[0]) {
      event.preventDefault();
      button.focus();
    } else if (button && !event.shiftKey && event.target === stops.at(-1)) {
      button.focus(); // and from there on, as if the popover stood behind its button
    }
  }

  function onEscape(event) {
    const dialog = event.target.closest?.('[role="dialog"]');
    if (!dialog || !inTable(event.target)) return;
    event.stopPropagation();
    dialog.focus();
    dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', code: 'Escape', keyCode: 27, bubbles: true, cancelable: true }));
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.target instanceof Element)) return;
    if (event.key === 'Enter' || event.key === ' ') onEnter(event);
    else if (event.key === 'Tab') onTab(event);
    else if (event.key === 'Escape') onEscape(event);
  }, true);
})();
