/**
 * Samplers by a Gaussian process: {@code gp}, and {@code auto}, which lets {@code tpe} take turns
 * with it. Read {@link GpSampler} first.
 *
 * <p>Decision: tpe takes turns while gp's own trials improve nothing; a choice by the number of
 * parameters fails where few of many matter.
 */
@NullMarked
package org.espalier.search.gp;

import org.jspecify.annotations.NullMarked;
