package org.espalier.spark.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.espalier.study.Seed;

/**
 * Copies of a table's rows, in each of which the values of one column are shuffled. The copies are
 * made where they are predicted: only the rows are sent there.
 *
 * @param columns fields of each column, which are shuffled together
 */
record ShuffledRows(List<Row> rows, List<int[]> columns, int repeats, long seed)
    implements Serializable {

  ShuffledRows {
    rows = new ArrayList<>(rows); // immutable lists are serialised object by object, too
    columns = new ArrayList<>(columns);
  }

  /** Numbers of the copies, those of a column after each other. */
  List<Integer> copies() {
    List<Integer> copies = new ArrayList<>();
    for (int i = 0; i < columns.size() * repeats; i++) {
      copies.add(i);
    }
    return copies;
  }

  /** Rows of a copy, each with the copy's number after its fields. */
  Iterator<Row> copy(int number) {
    int[] fields = columns.get(number / repeats);
    int[] order = order(new Seed(seed).child("copy", number).random());
    List<Row> copy = new ArrayList<>(rows.size());
    for (int i = 0; i < order.length; i++) {
      Row own = rows.get(i);
      Object[] values = new Object[own.size() + 1];
      for (int field = 0; field < own.size(); field++) {
        values[field] = own.get(field);
      }
      for (int field : fields) {
        values[field] = rows.get(order[i]).get(field);
      }
      values[own.size()] = number;
      copy.add(RowFactory.create(values));
    }
    return copy.iterator();
  }

  /** Order of the rows by Durstenfeld's shuffle (CACM 7, 1964). */
  private int[] order(RandomGenerator random) {
    int[] order = new int[rows.size()];
    Arrays.setAll(order, i -> i);
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int moved = order[i];
      order[i] = order[other];
      order[other] = moved;
    }
    return order;
  }
}
