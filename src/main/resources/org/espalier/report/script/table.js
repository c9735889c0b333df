// The table of trials: rows of the shown trials, sorted by a column.

import { learnerClass } from './colours.js';
import { page } from './data.js';
import { button } from './forms.js';
import { isListed, valueText } from './parameters.js';
import { cut, fixed, minus, node, short } from './text.js';
import { columns, isScored, learnerIndex, plusMinus, roleText, rolesOf } from './trials.js';
import { changeView, follow, shownParameters, shownTrials, view } from './view.js';

const ROWS = 200; // rows at first; a button shows all
const PRINTED_ROWS = 1000;
const NONE = '\u2013'; // text of an absent value

/** Columns that stand first, in cells of their own; the score has its standard error beside it. */
const LEADING = ['state', 'score', 'stdError', 'learner'];

function cell(tag, text, css, title) {
  const made = node(tag, text, css);
  if (title && title !== text) { made.title = title; }
  return made;
}

function numberCell(value, text) {
  return value === null ? cell('td', NONE, 'n') : cell('td', text(value), 'n', minus(String(value)));
}

function trialCell(trial) {
  const made = cell('th', String(trial), 'n');
  made.scope = 'row';
  return made;
}

function stateCell(trial) {
  const state = columns.state[trial];
  const made = node('td');
  made.append(node('span', state, 'state ' + state));
  rolesOf(trial).forEach(role => made.append(' ', node('span', roleText(role), 'role')));
  return made;
}

function scoreCell(trial) {
  const made = numberCell(columns.score[trial], fixed);
  if (isScored(trial) && columns.stdError[trial] !== null) { made.append(node('span', plusMinus(trial), 'muted error')); }
  return made;
}

function learnerCell(trial) {
  const made = cell('td', '', 'learner');
  if (page.learners.length > 1) { made.append(node('span', '', 'swatch ' + learnerClass(learnerIndex(trial)))); }
  made.append(columns.learner[trial]);
  return made;
}

/** A column of the table: what it is sorted by, and its cells. */
function tableColumn(name, heading, isNumber, key, cellOf, meaning = '') {
  return { name, heading, isNumber, key, cell: cellOf, meaning };
}

/** A column of the page's data, with numbers in its decimals or texts. */
function dataColumn({ name, heading, meaning, kind, decimals }) {
  const values = columns[name];
  const number = value => kind === 'WHOLE' ? String(value) : decimals === null ? short(value) : minus(value.toFixed(decimals));
  const cellOf = kind === 'TEXT'
    ? trial => cell('td', values[trial] ?? NONE, name)
    : trial => numberCell(values[trial], number);
  return tableColumn(name, heading, kind !== 'TEXT', trial => values[trial], cellOf, meaning);
}

/** A column for each param; learners that have params of the same name share one. */
function parameterColumns() {
  const byLabel = {};
  shownParameters().filter(p => p.name !== 'learner').forEach(p => (byLabel[p.label] ??= []).push(p));
  return Object.entries(byLabel).map(([label, shared]) => {
    const isNumber = shared.every(p => !isListed(p));
    const own = trial => shared.find(p => p.values[trial] !== null);
    function cellOf(trial) {
      const p = own(trial);
      if (!p) { return cell('td', NONE, isNumber ? 'n' : ''); }
      const text = valueText(p, p.values[trial]);
      return isListed(p) ? cell('td', cut(text), '', text) : numberCell(p.values[trial], () => text);
    }
    return tableColumn('param.' + label, label, isNumber, trial => own(trial)?.values[trial] ?? null, cellOf);
  });
}

/** Columns of the table: the leading ones, parameters, then those of numbers and those of texts. */
function tableColumns() {
  const data = Object.fromEntries(page.trials.columns.map(column => [column.name, column]));
  const others = page.trials.columns.filter(column => column.shown && !LEADING.includes(column.name));
  const isText = column => column.kind === 'TEXT';
  const hasErrors = columns.stdError.some(error => error !== null);
  return [
    tableColumn('trial', 'Trial', true, trial => trial, trialCell),
    { ...dataColumn(data.state), cell: stateCell },
    { ...dataColumn(data.score), cell: scoreCell, ...(hasErrors ? { heading: 'Score \u00b1 std. error' } : {}) },
    ...(page.learners.length ? [{ ...dataColumn(data.learner), cell: learnerCell }] : []),
    ...parameterColumns(),
    ...others.filter(column => !isText(column)).map(dataColumn),
    ...others.filter(isText).map(dataColumn)
  ];
}

/** Trials in the order that the reader chose; those without a value stand last either way. */
function sorted(list, column, isDescending) {
  return list.map(trial => ({ trial, key: column.key(trial) })).sort((a, b) => {
    const gaps = (a.key === null) - (b.key === null);
    const order = a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
    return gaps || (isDescending ? -order : order) || a.trial - b.trial;
  }).map(entry => entry.trial);
}

/** Trials whose rows have all the words that the reader looks for. */
function found(list, shown) {
  const words = view.find.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? list : list.filter(trial => {
    const text = shown.map(column => column.cell(trial).textContent).join(' ').toLowerCase();
    return words.every(word => text.includes(word));
  });
}

function drawHead(table, shown, by, isDescending) {
  const row = node('tr');
  const focused = document.activeElement?.dataset.column;
  shown.forEach(column => {
    const th = cell('th', '', column.isNumber ? 'n' : '');
    const made = button(column.heading, () =>
      changeView({ sort: column.name + (column === by && !isDescending ? '-desc' : '') }));
    made.dataset.column = column.name;
    if (column.meaning) { made.title = column.meaning; }
    th.scope = 'col';
    th.setAttribute('aria-sort', column !== by ? 'none' : isDescending ? 'descending' : 'ascending');
    th.append(made);
    row.append(th);
  });
  table.tHead.rows[0].replaceWith(row);
  [...row.querySelectorAll('button')].find(made => made.dataset.column === focused)?.focus();
}

export function startTable() {
  const table = document.getElementById('trial-table');
  if (!table) { return; }
  let limit = ROWS;
  const more = button('', () => { limit = Infinity; draw(); }, 'more');
  table.parentNode.parentNode.append(more);

  function draw() {
    const shown = tableColumns();
    const [, name, descending] = /^(.*?)(-desc)?$/.exec(view.sort);
    const by = shown.find(column => column.name === name) ?? shown[0];
    const rows = found(sorted(shownTrials(), by, Boolean(descending)), shown);
    drawHead(table, shown, by, Boolean(descending));
    const body = node('tbody');
    rows.slice(0, limit).forEach(trial => {
      const row = body.insertRow();
      row.className = rolesOf(trial).join(' ');
      row.append(...shown.map(column => column.cell(trial)));
    });
    table.tBodies[0].replaceWith(body);
    table.dataset.rows = rows.length;
    more.hidden = rows.length <= limit;
    more.textContent = 'Show all ' + rows.length + ' rows';
  }

  follow(draw);
  draw();
  window.addEventListener('beforeprint', () => { limit = Math.max(limit, PRINTED_ROWS); draw(); });
}
