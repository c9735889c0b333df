package org.espalier.function;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * Job of a cell: the rows of its only partition pass through steps, the last of which leaves the
 * reply.
 *
 * <p>This is one function and no chain of RDDs: Spark scans the byte code of each closure and
 * describes each RDD, which takes as long as the rest of an empty job.
 */
final class CellJob
    extends AbstractFunction2<TaskContext, scala.collection.Iterator<byte[]>, byte[]>
    implements Serializable {

  private static final long serialVersionUID = 1;

  private static final byte[] NOTHING = {};

  private final List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps;

  CellJob(List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps) {
    this.steps = List.copyOf(steps);
  }

  /**
   * Runs it in the calling thread's job.
   *
   * @param rows of one partition
   * @return the reply; of length 0 if the last step left none
   */
  byte[] run(SparkContext context, JavaRDD<byte[]> rows) {
    Object replies = context.runJob(rows.rdd(), this, ClassTag$.MODULE$.apply(byte[].class));
    return ((byte[][]) replies)[0];
  }

  @Override
  public byte[] apply(TaskContext task, scala.collection.Iterator<byte[]> rows) {
    try {
      Iterator<byte[]> left = new Rows(rows);
      for (FlatMapFunction<Iterator<byte[]>, byte[]> step : steps) {
        left = step.call(left);
      }
      return left.hasNext() ? left.next() : NOTHING;
    } catch (RuntimeException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adapter of Scala's iterator, for Scala 2.12 and 2.13. */
  private record Rows(scala.collection.Iterator<byte[]> rows) implements Iterator<byte[]> {
    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public byte[] next() {
      return rows.next();
    }
  }
}
