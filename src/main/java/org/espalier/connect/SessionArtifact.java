package org.espalier.connect;

import java.net.URL;
import java.util.Optional;
import org.apache.spark.JobArtifactSet$;
import org.apache.spark.JobArtifactState;
import scala.Option;

/**
 * Jar that a client has added to its session by {@code addArtifacts}, in place of one that the
 * server was started with.
 */
final class SessionArtifact {

  private SessionArtifact() {}

  /** Jar of this class. */
  static URL jar() {
    return SessionArtifact.class.getProtectionDomain().getCodeSource().getLocation();
  }

  /** Id of the session whose artifacts this thread uses; empty outside of Spark Connect. */
  static Optional<String> session() {
    Option<JobArtifactState> session = JobArtifactSet$.MODULE$.getCurrentJobArtifactState();
    return session.isDefined() ? Optional.of(session.get().uuid()) : Optional.empty();
  }

  /**
   * Refuses a jar of a session. Spark reads results of jobs in threads that do not have the
   * session's class loader, and finds there no classes of such a jar.
   *
   * @param session id of the session; Spark keeps its artifacts in a folder of this name
   * @throws ClientException if the jar is an artifact of the session
   */
  static void refuse(URL jar, Optional<String> session) {
    if (session.filter(jar.getPath()::contains).isPresent()) {
      throw new ClientException(
          EspalierSource.NAME
              + ": its jar was added to the session, where Spark's own threads do not find its"
              + " classes; start the server with --jars espalier.jar, or with spark.jars");
    }
  }
}
