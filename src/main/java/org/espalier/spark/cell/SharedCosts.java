package org.espalier.spark.cell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Ledger of the work that is done once for several cells, by what they have in common.
 *
 * <p>The cost of a key's work is divided equally among the cells that were announced for the key.
 * Each pays when it ends, whether it did the work, read its result, or would have read it; what has
 * been paid is recorded with the cells and is not divided again. The share of a cell that never ran
 * falls to those that end after it. Failed work, and work for which no cell was announced, is paid
 * in full by the cell that did it.
 *
 * @param <K> key of the work, compared by equality
 */
public final class SharedCosts<K> {

  private static final class Account {
    private int cells = 0; // to come
    private final List<Supplier<Usage>> work = new ArrayList<>();
    private Usage paid = Usage.NONE;

    private Usage pay() {
      Usage spent = work.stream().map(Supplier::get).reduce(Usage.NONE, Usage::plus);
      Usage share = spent.minus(paid).share(cells);
      paid = paid.plus(share);
      return share;
    }
  }

  private final Map<K, Account> accounts = new LinkedHashMap<>(); // guarded by itself

  /** Announces cells that will need the work of a key. */
  public void announce(K key, int cells) {
    synchronized (accounts) {
      accounts.computeIfAbsent(key, k -> new Account()).cells += cells;
    }
  }

  /**
   * Releases a cell that has ended, or will not run.
   *
   * @param pays true if it ran
   * @return share of the cost that the cell pays
   */
  public Usage release(K key, boolean pays) {
    synchronized (accounts) {
      Account account = accounts.get(key);
      if (account == null) {
        return Usage.NONE;
      }
      Usage share = pays ? account.pay() : Usage.NONE;
      if (--account.cells == 0) {
        accounts.remove(key);
      }
      return share;
    }
  }

  /** Number of cells that were announced for a key and not released. */
  public int cells(K key) {
    synchronized (accounts) {
      Account account = accounts.get(key);
      return account == null ? 0 : account.cells;
    }
  }

  /** Does work for all cells of a key; it goes on if the cell of its thread is cancelled. */
  public <T> T run(K key, Supplier<T> work) {
    return CellAccount.apart(work, false, done -> book(key, done));
  }

  /** Does work for all cells of a key; it is cancelled with the cell of its thread. */
  public <T> T runWithin(K key, Supplier<T> work) {
    return CellAccount.apart(work, true, done -> book(key, done));
  }

  /**
   * Begins work for all cells of a key in a thread of its own. Cells that end before it pay their
   * shares of its cost so far.
   *
   * @param ended called when the work has ended
   */
  public <T> DetachedWork<T> begin(K key, Supplier<T> work, Runnable ended) {
    return CellAccount.detached(work, done -> book(key, done), ended);
  }

  /** Books the cost of work; false if no cell was announced for it. */
  boolean book(K key, Supplier<Usage> done) {
    synchronized (accounts) {
      Account account = accounts.get(key);
      if (account != null) {
        account.work.add(done);
      }
      return account != null;
    }
  }
}
