/**
 * Study files for tables that were inspected: {@link org.espalier.job.sketch.StudySketch} has
 * comments for an author who goes on with it, {@link org.espalier.job.sketch.ComposedStudy} is run
 * as it is. Read {@link org.espalier.job.sketch.TableInspection} first.
 */
@NullMarked
package org.espalier.job.sketch;

import org.jspecify.annotations.NullMarked;
