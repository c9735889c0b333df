package org.espalier.job;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.espalier.job.describe.ManPage;
import org.espalier.journal.StudyStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command that prints the manual page. */
@Command(
    name = "generate-man",
    description = "Prints the manual page for man(1).",
    mixinStandardHelpOptions = true)
final class GenerateManCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.print(ManPage.of(spec.root(), "espalier " + Version.espalier()));
    out.flush();
    return StudyStatus.FINISHED.exitCode();
  }
}
