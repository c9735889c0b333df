package org.espalier.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.XGBoostJNI;
import org.apache.spark.SparkEnv;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.StatedFailure;
import org.espalier.spark.SparkLine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * XGBoost as this JVM has it: that of {@code espalier-xgboost.jar}, or of a jar of the user's own.
 */
public final class XGBoostLibrary {

  /** Access to XGBoost's classes; they are linked only where it is called. */
  interface Access {

    /**
     * Finds the classes, and does not load the native library.
     *
     * @throws LinkageError if they are not on the class path
     */
    Origin origin();

    /** Loads the native library; a {@link LinkageError} or an exception says why it cannot be. */
    void load();
  }

  /**
   * Origin of the classes.
   *
   * @param version empty if their jar does not tell
   * @param place path of their jar
   * @param bundled true if it is {@code espalier-xgboost.jar}
   */
  record Origin(String version, String place, boolean bundled) {

    boolean isSupported() {
      Matcher numbers = VERSION.matcher(version);
      if (!numbers.lookingAt()) {
        return false;
      }
      int major = Integer.parseInt(numbers.group(1));
      return major > MAJOR || (major == MAJOR && Integer.parseInt(numbers.group(2)) >= MINOR);
    }

    @Override
    public String toString() {
      return "XGBoost %s of %s".formatted(version.isEmpty() ? "of no version" : version, place);
    }
  }

  /** Remedy for what the system's loader says about a library. */
  private record Remedy(Pattern cause, String right) {
    Remedy(String cause, String right) {
      this(Pattern.compile(cause), right);
    }
  }

  /** The oldest version with the methods that are called here: 3.1. */
  private static final int MAJOR = 3;

  private static final int MINOR = 1;

  private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");

  /** Copy of the native library in the folder of temporary files, which a message names. */
  private static final Pattern COPY =
      Pattern.compile("(\\((required|needed) by )?\\S*xgboost4j\\d+\\.(so|dylib|dll)(: |\\))?");

  /** The first that fits: musl's loader also misses libgomp. */
  private static final List<Remedy> REMEDIES =
      List.of(
          new Remedy(
              "Error (loading shared library|relocating)|ld-linux",
              "this system has musl, and XGBoost is built for glibc: take another image"),
          new Remedy("GLIBC(XX)?_[\\d.]+. not found", "take a newer system"),
          new Remedy(
              "libgomp", "install libgomp (libgomp1 of Debian and Ubuntu, libgomp of Red Hat)"),
          new Remedy("libomp", "install libomp (brew install libomp)"),
          new Remedy(
              "failed to map segment",
              "set java.io.tmpdir to a folder whose file system is not mounted noexec"),
          new Remedy(
              "not found inside JAR|Unsupported",
              "there are native libraries for Linux and macOS on x86_64 and aarch64, and for"
                  + " Windows on x86_64"));

  /** Time and place in the library's sources, and the condition there, before its messages. */
  private static final Pattern PLACE =
      Pattern.compile("^\\[[\\d:]+] \\S+: (Check failed: .*?: (?=\\S))?");

  private static final Logger LOG = LoggerFactory.getLogger(XGBoostLibrary.class);

  private static final class Here {
    private static final XGBoostLibrary LIBRARY = new XGBoostLibrary(new ClassPath());
  }

  private final String version;
  private final Optional<String> objection;

  XGBoostLibrary(Access access) {
    Optional<Origin> origin = origin(access);
    version = origin.map(Origin::version).orElse("");
    objection =
        origin.isEmpty()
            ? Optional.of(
                "XGBoost is not on the class path; put espalier-xgboost.jar, which mvn package"
                    + " builds, beside espalier.jar, or name it in --jars, or install"
                    + " espalier[xgboost]")
            : objection(origin.get(), access);
    origin
        .filter(found -> objection.isEmpty() && !found.bundled())
        .ifPresent(found -> LOG.warn("{} is used, and not espalier-xgboost.jar", found));
  }

  /** XGBoost of this class path; the first call loads its native library. */
  public static XGBoostLibrary here() {
    return Here.LIBRARY;
  }

  private static Optional<Origin> origin(Access access) {
    try {
      return Optional.of(access.origin());
    } catch (NoClassDefFoundError e) {
      return Optional.empty();
    }
  }

  private static Optional<String> objection(Origin origin, Access access) {
    if (!origin.isSupported()) {
      return Optional.of(
          "%s is on the class path; take %d.%d or later, or espalier-xgboost.jar"
              .formatted(origin, MAJOR, MINOR));
    }
    try {
      access.load();
      return Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      String said = COPY.matcher(Reason.plain(e)).replaceAll("").strip();
      String right =
          REMEDIES.stream()
              .filter(remedy -> remedy.cause().matcher(said).find())
              .findFirst()
              .map(Remedy::right)
              .orElse("it needs glibc and libgomp on Linux, libomp on macOS");
      return Optional.of(
          "%s does not load on %s: %s; %s".formatted(origin, machine(), said, right));
    }
  }

  private static String machine() {
    SparkEnv environment = SparkEnv.get();
    return environment == null || environment.executorId().equals("driver")
        ? "this machine"
        : environment.blockManager().blockManagerId().host();
  }

  /** Version, for example {@code 3.4.0}; empty if it is not known, or there is no XGBoost. */
  public String version() {
    return version;
  }

  /** Reason why it cannot be used in this JVM, and what would be right; empty if it can. */
  public Optional<String> objection() {
    return objection;
  }

  /**
   * Checks that it can be used in this JVM, the driver's or an executor's.
   *
   * @throws StatedFailure with the objection
   */
  public void require() {
    if (objection.isPresent()) {
      throw new StatedFailure(objection.get());
    }
  }

  /**
   * Begins work of the calling thread: checks that the library can be used, and bounds the threads
   * that OpenMP starts for it. Without that a model is loaded on all cores of the machine, whatever
   * its params, by threads that last as long as the calling one.
   */
  void begin(int threads) {
    require();
    XGBoostJNI.XGBSetGlobalConfig("{\"nthread\": %d}".formatted(threads));
  }

  /** Failure with the first line of the library's message, which holds no values of rows. */
  static StatedFailure failed(Exception error) {
    String message = String.valueOf(error.getMessage()).strip().lines().findFirst().orElse("");
    StatedFailure failure =
        new StatedFailure("XGBoost: " + PLACE.matcher(message).replaceFirst(""));
    failure.initCause(error);
    return failure;
  }

  /** XGBoost of the class path of this class. */
  private static final class ClassPath implements Access {

    private static final String PACKAGE = "ml.dmlc.xgboost4j.java.";

    @Override
    public Origin origin() {
      Class<?> type = XGBoostJNI.class;
      CodeSource source = type.getProtectionDomain().getCodeSource();
      String place = source == null ? "an unknown place" : source.getLocation().getPath();
      return new Origin(version(type), place, place.endsWith("espalier-xgboost.jar"));
    }

    private static String version(Class<?> type) {
      Properties properties = new Properties();
      try (InputStream file = type.getResourceAsStream("/xgboost4j-version.properties")) {
        if (file != null) {
          properties.load(file);
        }
      } catch (IOException e) {
        // as if it were not there
      }
      return properties.getProperty("version", "");
    }

    /** Any native method will do; what XGBoost logs of a failure is said in its objection. */
    @Override
    public void load() {
      SparkLine.silence(PACKAGE + "NativeLibLoader");
      SparkLine.silence(PACKAGE + "DMatrix");
      XGBoostJNI.XGBGetLastError();
    }
  }
}
