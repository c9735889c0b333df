// The page that compares studies.

import { startCharts } from './drawing.js';

startCharts('svg');
