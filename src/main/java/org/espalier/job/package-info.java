/**
 * Command-line job for {@code spark-submit}: commands, the run of a study from settings to files,
 * and terminal output.
 *
 * <p>Connects the adapters and has no rules of its own about search, folds or files; {@link
 * org.espalier.engine} runs the study. Read {@link org.espalier.job.Main} first, then {@link
 * org.espalier.job.run.StudyRun}.
 */
@NullMarked
package org.espalier.job;

import org.jspecify.annotations.NullMarked;
