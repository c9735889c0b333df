package org.espalier.function;

import java.util.Optional;

/** Calls of a function of Java or Scala. */
record TaskCalls(TrialFunction function) implements CellCalls {

  @Override
  public Optional<CellReply> call(CellIo io) {
    return io.run(new FunctionTask(function));
  }
}
