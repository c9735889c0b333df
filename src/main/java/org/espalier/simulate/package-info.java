/**
 * The tuning loop without a cluster: what a study will request, and how busy it keeps the slots.
 * Read {@link StudyPlayer} first.
 *
 * <p>Decision: the real loop runs on a virtual clock, so that the prediction cannot differ from it.
 */
@NullMarked
package org.espalier.simulate;

import org.jspecify.annotations.NullMarked;
