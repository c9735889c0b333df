package org.espalier.connect;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SQLContext;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.sources.CreatableRelationProvider;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.espalier.Api;
import org.espalier.spark.SupportedVersions;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spec.InvalidStudyException;
import org.espalier.tune.StudyInterruptedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.NotImplementedError;
import scala.collection.immutable.Map;

/**
 * Data source {@code espalier}: a write of a dataset runs a study on the dataset and returns when
 * the study has ended.
 *
 * <pre>{@code
 * df.write.format("espalier").option("study", text).save()
 * df.write.format("espalier").option("id", "churn-2026-12").save("s3://bucket/churn.conf")
 * }</pre>
 *
 * <p>This is the way of Spark Connect's clients to a study. Each failure is one exception without
 * stack trace and cause; the server's log has both.
 */
@Api
public final class EspalierSource implements CreatableRelationProvider, DataSourceRegister {

  private static final Logger LOG = LoggerFactory.getLogger(EspalierSource.class);

  static final String NAME = "espalier";

  @Override
  public String shortName() {
    return NAME;
  }

  /** True: a study names the columns that it cannot use. Overrides a method that Spark 4 added. */
  @SuppressWarnings("MissingOverride")
  public boolean supportsDataType(DataType type) {
    return true;
  }

  /**
   * Runs the study that the options request.
   *
   * @throws IllegalArgumentException if the study cannot be run, or left no model
   */
  @Override
  public BaseRelation createRelation(
      SQLContext context, SaveMode mode, Map<String, String> parameters, Dataset<Row> rows) {
    try {
      SupportedVersions.check(LOG::warn);
      SessionArtifact.refuse(SessionArtifact.jar(), SessionArtifact.session());
      SourceOptions.of(parameters, mode).run(rows);
      return new Empty(context);
    } catch (ClientException e) {
      throw e;
    } catch (Exception
        | LinkageError
        | StackOverflowError
        | AssertionError
        | NotImplementedError e) { // Spark and users' stages throw what no method declares
      throw shown(e);
    }
  }

  /** A failure as the client reads it. */
  private static ClientException shown(Throwable thrown) {
    if (isInterrupt(thrown)) {
      Thread.currentThread().interrupt(); // for Spark Connect, which has interrupted this thread
      return new ClientException(
          NAME
              + ": the study was interrupted; a study with a journal or an id continues when it is"
              + " run again");
    }
    String message = Optional.ofNullable(thrown.getMessage()).orElse("");
    if (thrown instanceof InvalidStudyException) {
      LOG.info("A client's study is refused: {}", message);
      return new ClientException(message);
    }
    LOG.error("A client's study has failed", thrown);
    boolean isSaid =
        thrown instanceof IllegalArgumentException || thrown instanceof IllegalStateException;
    return new ClientException(
        isSaid && !message.isBlank()
            ? message
            : "%s: %s: %s; the server's log has the stack trace"
                .formatted(
                    NAME,
                    thrown.getClass().getSimpleName(),
                    message.lines().findFirst().orElse("")));
  }

  private static boolean isInterrupt(Throwable thrown) {
    return Thread.currentThread().isInterrupted()
        || FailureCause.isInterrupt(thrown)
        || Stream.iterate(thrown, e -> e != null, Throwable::getCause)
            .anyMatch(
                e ->
                    e instanceof InterruptedException
                        || e instanceof CancellationException
                        || e instanceof StudyInterruptedException);
  }

  /** Relation of a table that was written, of which Spark asks nothing more. */
  private static final class Empty extends BaseRelation {

    private final SQLContext context;

    Empty(SQLContext context) {
      this.context = context;
    }

    @Override
    public SQLContext sqlContext() {
      return context;
    }

    @Override
    public StructType schema() {
      return new StructType();
    }
  }
}
