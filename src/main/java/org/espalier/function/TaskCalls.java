package org.espalier.function;

/** Calls of a function of Java or Scala. */
record TaskCalls(TrialFunction function) implements CellCalls {

  @Override
  public CellReply call(CellIo io) {
    return io.run(new FunctionTask(function));
  }
}
