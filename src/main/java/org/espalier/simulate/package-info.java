/**
 * The same loop without a cluster: what a study will ask for before anything is fitted, and how
 * strategies do on objectives that cost nothing.
 *
 * <p>Knows no Spark and no clock; files come in as readers and streams that others opened. Read
 * {@link org.espalier.simulate.DryRun} for the first, {@link org.espalier.simulate.Blackbox} and
 * {@link org.espalier.simulate.Simulation} for the second.
 *
 * <p>Decision: in the context of published surrogates that come as ONNX files, we decided to
 * evaluate their nets in plain Java from a flat form of the same weights, and against a native
 * runtime, accepting that whoever opens the files also reads their JSON into our records.
 *
 * <p>Measured ({@code bench.sh search 6}): the share of slots, in percent, that a window of W keeps
 * busy on P slots from the first submit to the last ask, where cells last equally long but for a
 * lognormal factor; in full, and under ASHA. What a wide window costs a sampler that learns is in
 * the last lines: the normalized regret of {@code tpe} on lcbench/167168 after 20 trials for each
 * slot (5 seeds); that of random draws does not depend on it.
 *
 * <pre>
 *                     W / P =   1     2     4     8     16
 *   8 slots, sigma 0.5, full    67    98    100   100   100
 *                       ASHA    60    92    100   100   100
 *   8 slots, sigma 1,   full    45    74    98    100   100
 *                       ASHA    38    57    84    98    100
 *  64 slots, sigma 0.5, full    44    78    100   100   100
 *                       ASHA    39    75    100   100   100
 *  64 slots, sigma 1,   full    20    34    58    82    94
 *                       ASHA    16    30    48    74    98
 * 512 slots, sigma 0.5, full    32    59    91    100   100
 *                       ASHA    28    52    89    100   100
 * 512 slots, sigma 1,   full    10    18    28    49    79
 *                       ASHA    9     16    25    50    96
 *   8 slots, regret of tpe     .016  .030  .045  .068  .074
 *  64 slots, regret of tpe     .002  .006  .010  .016  .032
 * </pre>
 *
 * <p>With learners that differ 1 : 4 : 20 in cost and 5 folds, a window of 16 keeps 99 % of 8 slots
 * busy, 25 % of 64 and 3 % of 512; the suggested ones, 128 and 2,048, 97 % of 64 and all of 512.
 */
@NullMarked
package org.espalier.simulate;

import org.jspecify.annotations.NullMarked;
