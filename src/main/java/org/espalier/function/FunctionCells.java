package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.study.CellTraining;
import org.espalier.study.Continuation;
import org.espalier.study.Proposal;
import org.espalier.study.Trainer;

/** Cells of a function: each is a call in one task, with the state of the rung below. */
final class FunctionCells implements CellWork, AutoCloseable {

  private static final String LOST =
      "its worker or executor was lost three times while it ran this cell, the last time with no other lost cell beside it; if memory ran out, raise spark.executor.memory, spark.executor.memoryOverhead or spark.executor.pyspark.memory";

  private final FunctionSearch study;
  private final Optional<StateStore> states;
  private final JavaSparkContext context;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final long stateLimit;
  private final ReadWriteLock lost = new ReentrantReadWriteLock(true);

  FunctionCells(FunctionSearch study, Optional<StateStore> states) {
    SparkContext spark = study.spark().sparkContext();
    this.study = study;
    this.states = states;
    this.context = JavaSparkContext.fromSparkContext(spark);
    this.hadoop = context.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
    this.stateLimit = study.plan().settings().stateLimit();
  }

  private FunctionPlan plan() {
    return study.plan();
  }

  @Override
  public FittedCell fit(Cell cell) {
    Proposal proposal = cell.proposal();
    int trial = proposal.trial();
    int rung = proposal.rung();
    int fold = cell.fold();
    Optional<Continuation> from = continued(cell);
    Optional<String> below =
        from.flatMap(state -> states.flatMap(all -> all.left(state.trial(), state.rung(), fold)));
    CellRequest request =
        new CellRequest(
            trial,
            rung,
            fold,
            plan().seed(trial, fold),
            below.isPresent()
                ? plan().steps(study.design().ladder(), from.orElseThrow().rung())
                : 0,
            plan().steps(study.design().ladder(), rung),
            stateLimit,
            cell.configuration().values());
    Optional<String> attempt =
        isOfSearch(cell) ? states.map(all -> all.attempt(trial, rung, fold)) : Optional.empty();
    CellReply reply =
        reply(cell, new CellIo(context, hadoop, request, study.profile(), below, attempt));
    attempt.ifPresent(name -> keep(trial, rung, fold, name));
    Map<String, Double> metrics = reply.metrics();
    return new FittedCell(() -> metrics, CellTraining.by(Trainer.TASK));
  }

  /** True for a cell of the search, and not of a finalist that is evaluated again. */
  private boolean isOfSearch(Cell cell) {
    return cell.fold() < plan().folds();
  }

  /** State that a cell continues: the one that its proposal names, or that of the rung below. */
  private Optional<Continuation> continued(Cell cell) {
    Proposal proposal = cell.proposal();
    boolean ofSteps = study.design().ladder().rung(proposal.rung()).iterations().isPresent();
    if (proposal.rung() == 0 || !ofSteps || !isOfSearch(cell)) {
      return Optional.empty();
    }
    return proposal
        .continues()
        .or(() -> Optional.of(new Continuation(proposal.trial(), proposal.rung() - 1)));
  }

  private void keep(int trial, int rung, int fold, String attempt) {
    try {
      states.orElseThrow().keep(trial, rung, fold, attempt);
    } catch (IOException e) {
      throw new UncheckedIOException("The state of the trial cannot be stored.", e);
    }
  }

  private CellReply reply(Cell cell, CellIo io) {
    try {
      CellReply reply = called(io);
      if (!reply.reports().isEmpty() && isOfSearch(cell)) {
        study.session().recorder().reported(cell, reply.reports());
      }
      if (!reply.failed().isEmpty()) {
        throw new StatedFailure(reply.failed());
      }
      if (!reply.metrics().containsKey(metric())) {
        throw new StatedFailure(
            "'%s' is not among the returned numbers: %s"
                .formatted(metric(), reply.metrics().keySet()));
      }
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The cell was interrupted.", e);
    }
  }

  /**
   * Calls the function. A lost call is repeated once; if that is lost too, it is repeated with no
   * other lost call at the same time, because one of them may have killed the shared executor.
   */
  private CellReply called(CellIo io) throws InterruptedException {
    Optional<CellReply> reply = study.calls().call(io);
    if (reply.isEmpty()) {
      reply = called(io, lost.readLock());
    }
    if (reply.isEmpty()) {
      reply = called(io, lost.writeLock());
    }
    return reply.orElseThrow(() -> new StatedFailure(LOST));
  }

  private Optional<CellReply> called(CellIo io, Lock lock) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return study.calls().call(io);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String metric() {
    return plan().settings().text("metric");
  }

  @Override
  public Set<String> words() {
    return Set.of();
  }

  @Override
  public void close() {
    hadoop.destroy();
  }

  /** Callers of the function for a cell; called from many threads at a time. */
  interface Calls {

    /**
     * Calls the function in a task of a job of the calling thread's tag.
     *
     * @param io input of the task, and the folder for its files
     * @return empty if its worker or executor was lost
     */
    Optional<CellReply> call(CellIo io) throws InterruptedException;
  }
}
