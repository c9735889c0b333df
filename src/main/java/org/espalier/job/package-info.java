/**
 * The face for {@code spark-submit}: commands, the run of a study from settings to files, and what
 * is printed meanwhile.
 *
 * <p>Puts the adapters together and holds no rule of its own about search, folds or files. Read
 * {@link org.espalier.job.Main} first, then {@link org.espalier.job.StudyRun}.
 */
@NullMarked
package org.espalier.job;

import org.jspecify.annotations.NullMarked;
