// A board of cards: arrow keys go up and down a column and across to the card at the same height. data-board on the board.

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Let arrow keys move the focus between the cards of a board. */
export function walkBoard(root) {
  root.addEventListener("keydown", (event) => {
    const board = event.target.closest?.("[data-board]");
    const step = STEPS[event.key];
    if (!board || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = nextCard(columnsOf(board), event.target, step);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

function columnsOf(board) {
  return [...board.querySelectorAll("section")].map((column) => [...column.querySelectorAll("li > a")]).filter((cards) => cards.length);
}

/** The card one step away, none at the edge; from elsewhere on the board the first one. */
export function nextCard(columns, from, [across, down]) {
  const at = columns.findIndex((cards) => cards.includes(from));
  if (at < 0) return columns[0]?.[0];
  const row = columns[at].indexOf(from);
  const column = columns[at + across];
  return column && (across ? column[Math.min(row, column.length - 1)] : column[row + down]);
}
