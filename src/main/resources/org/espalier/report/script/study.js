// The page of a study.

import { startContourControls } from './charts/contour.js';
import { startControls } from './controls.js';
import { startCharts } from './drawing.js';
import { startTable } from './table.js';
import { all } from './trials.js';
import { changeView, follow, readView } from './view.js';

const VECTORS = 1000; // trials up to which charts are drawn as vectors

readView();
startCharts(all.length > VECTORS ? 'canvas' : 'svg').forEach(follow);
startControls();
startContourControls();
startTable();
window.addEventListener('hashchange', () => {
  if (location.hash.includes('=')) { readView(); changeView({}); } // else a place on the page
});
