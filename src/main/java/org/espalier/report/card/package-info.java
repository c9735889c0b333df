/**
 * Model card of a study's model, in Markdown (Mitchell et al., Model Cards for Model Reporting,
 * FAT* 2019). Read {@link ModelCard} first.
 *
 * <p>Decision: it is made from the record alone, and marks what a person must add.
 */
@NullMarked
package org.espalier.report.card;

import org.jspecify.annotations.NullMarked;
