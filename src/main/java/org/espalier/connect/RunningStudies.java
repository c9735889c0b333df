package org.espalier.connect;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.espalier.spec.Problem;

/**
 * Studies of clients that run in this process, by their ids: a second client of the same user with
 * the same id waits for the first. If that one leaves before the end, it takes its place.
 */
final class RunningStudies {

  /** Work of a client, which may find that another has done it. */
  interface Work {
    /**
     * Runs the study.
     *
     * @param attached true if another client's study with the same id has run to its end meanwhile
     */
    void run(boolean attached) throws IOException, InterruptedException;
  }

  /**
   * Study as a client requests it.
   *
   * @param where beginning of a message about its id
   * @param setting name of the setting with the id: {@code id}, {@code journal} or {@code name}
   * @param id unique among the studies with this setting
   * @param user of the client
   * @param digest of all that determines the study
   */
  record Asked(String where, String setting, String id, String user, String digest) {

    private String key() {
      return setting + "=" + id;
    }

    /**
     * Refuses an id that stands for another study.
     *
     * @throws ClientException if its user or its digest is another one
     */
    void requireSame(String otherUser, String otherDigest) {
      Optional<String> wrong =
          !user.equals(otherUser)
              ? Optional.of("'%s' belongs to another user".formatted(id))
              : !digest.equals(otherDigest)
                  ? Optional.of("'%s' belongs to a study with other settings or rows".formatted(id))
                  : Optional.empty();
      if (wrong.isPresent()) {
        throw new ClientException(
            new Problem(where, setting, wrong.get(), "use another " + setting).toString());
      }
    }
  }

  private static final class Running {

    private final Asked asked;
    private final CountDownLatch left = new CountDownLatch(1);
    private volatile boolean ended = false; // rather than interrupted, or failed

    Running(Asked asked) {
      this.asked = asked;
    }
  }

  private final Map<String, Running> byKey = new ConcurrentHashMap<>();

  /**
   * Runs the work of a client once no other with the same id runs.
   *
   * @throws ClientException if the id stands for another study
   * @throws InterruptedException if the client is interrupted while it waits
   */
  void run(Asked asked, Work work) throws IOException, InterruptedException {
    Running own = new Running(asked);
    boolean attached = false;
    for (Running other = byKey.putIfAbsent(asked.key(), own);
        other != null;
        other = byKey.putIfAbsent(asked.key(), own)) {
      asked.requireSame(other.asked.user(), other.asked.digest());
      other.left.await();
      attached = other.ended;
    }
    try {
      work.run(attached);
      own.ended = true;
    } finally {
      byKey.remove(asked.key(), own);
      own.left.countDown();
    }
  }
}
