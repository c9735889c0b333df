// Trials of the study. A trial is its number, from 0; a column has a value for each, null if absent.

import { decoded, page } from './data.js';
import { exponential, fixed, tip } from './text.js';

export const COMPLETED = 'completed'; // the state of a trial in full

/** Values by the name of a column, and by trial. */
export const columns = Object.fromEntries(page.trials.columns.map(column => [column.name, decoded(column.values)]));

export const all = columns.score.map((_, trial) => trial);

export const roles = page.trials.roles;

/** The trial that was chosen, or that leads; undefined if there is none. */
export const chosen = roles.winner ?? roles.leader;

export function isFull(trial) { return columns.state[trial] === COMPLETED; }

export function isScored(trial) { return columns.score[trial] !== null; }

/** Order of scores, the better one first. */
export function byScore(one, other) { return (page.maximize ? -1 : 1) * (columns.score[one] - columns.score[other]); }

/** The best first: trials at higher rungs before those at lower ones, whose scores rest on less. */
export const ranked = all.filter(isScored).sort((a, b) =>
  isFull(b) - isFull(a) || columns.rung[b] - columns.rung[a] || byScore(a, b) || a - b);

export function learnerIndex(trial) { return page.learners.indexOf(columns.learner[trial]); }

export function rolesOf(trial) { return Object.keys(roles).filter(role => roles[role] === trial); }

export function roleText(role) { return role === 'leader' ? 'best so far' : role; }

export function titleOf(trial) { return ['Trial ' + trial, ...rolesOf(trial).slice(0, 1).map(role => 'the ' + roleText(role))].join(', '); }

/** The standard error of a score, with the decimals of the score. */
export function plusMinus(trial) {
  const error = columns.stdError[trial];
  if (error === null) { return ''; }
  const isPower = /e/.test(fixed(columns.score[trial]));
  return ' \u00b1 ' + (isPower ? exponential(error) : error.toFixed(page.decimals));
}

export function trialTip(trial, more = []) {
  const learner = columns.learner[trial];
  const score = isScored(trial) ? [fixed(columns.score[trial]) + plusMinus(trial)] : [];
  return tip(titleOf(trial), [...(learner ? [learner] : []), ...score, ...more, columns.state[trial]]);
}
