package org.espalier.job;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command of the job, whose result is an exit code. */
public abstract class JobCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  protected CommandSpec spec;

  /** Where it prints. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
