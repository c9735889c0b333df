package org.espalier.testing;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.espalier.learner.LearnerProvider;

/**
 * Class path with a folder that names providers of learners.
 *
 * @param folder may hold classes of its own
 * @param providers names of classes in it, or on the class path of the tests
 */
public record ProvidedLearners(Path folder, List<String> providers) {

  /** Code of a test. */
  public interface Body {
    void run() throws Exception;
  }

  /** Runs code in a thread that has this class path. */
  public void run(Body body) throws Exception {
    Path services = folder.resolve(LearnerProvider.FILE);
    Files.createDirectories(services.getParent());
    Files.write(services, providers);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      body.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
