/**
 * Commands of {@code spark-submit} and their entry point; {@code job.run} runs the studies. Read
 * {@link Main} first.
 *
 * <p>Decision: Main keeps its name, which scripts, templates and bundles hold; a command has no
 * rules about search, folds or files.
 */
@NullMarked
package org.espalier.job;

import org.jspecify.annotations.NullMarked;
