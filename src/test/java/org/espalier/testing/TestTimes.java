package org.espalier.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Program that prints where the time of the tests goes, from the reports of a run: tests and
 * seconds of each test JVM, and the slowest classes. The build starts it in its phase {@code
 * verify}; nothing fails by what it prints.
 */
public final class TestTimes {

  private static final int SLOWEST = 20;

  private record ClassTime(String name, int tests, double seconds, String fork) {}

  private TestTimes() {}

  /**
   * Prints the times of one run after the other.
   *
   * @param reports folders of Surefire's reports, one for each run; one that is absent or given
   *     before is passed over
   */
  public static void main(String[] reports) throws IOException, XMLStreamException {
    for (String folder : new LinkedHashSet<>(List.of(reports))) {
      Path path = Path.of(folder);
      if (Files.isDirectory(path)) {
        print(path.getFileName().toString(), read(path));
      }
    }
  }

  private static List<ClassTime> read(Path folder) throws IOException, XMLStreamException {
    List<ClassTime> times = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches("TEST-.*\\.xml")) {
          times.add(read(XMLInputFactory.newDefaultFactory(), file));
        }
      }
    }
    return times;
  }

  /** Reads the head of a report: its attributes and the properties of its JVM. */
  private static ClassTime read(XMLInputFactory factory, Path file)
      throws IOException, XMLStreamException {
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      xml.nextTag();
      String name = xml.getAttributeValue(null, "name");
      int tests = Integer.parseInt(xml.getAttributeValue(null, "tests"));
      double seconds = Double.parseDouble(xml.getAttributeValue(null, "time"));
      String fork = "?";
      while (xml.hasNext() && !(xml.isStartElement() && xml.getLocalName().equals("testcase"))) {
        if (xml.isStartElement() && "test.fork".equals(xml.getAttributeValue(null, "name"))) {
          fork = xml.getAttributeValue(null, "value");
        }
        xml.next();
      }
      xml.close();
      return new ClassTime(name, tests, seconds, fork);
    }
  }

  private static void print(String run, List<ClassTime> times) {
    Map<String, List<ClassTime>> forks = new TreeMap<>();
    times.forEach(time -> forks.computeIfAbsent(time.fork(), f -> new ArrayList<>()).add(time));
    forks.forEach((fork, classes) -> sum("%s, %s".formatted(run, fork), classes));
    times.stream()
        .sorted(Comparator.comparingDouble(ClassTime::seconds).reversed())
        .limit(SLOWEST)
        .forEach(
            time ->
                System.out.printf(
                    Locale.ROOT, "%8.1f s %5d  %s%n", time.seconds(), time.tests(), time.name()));
  }

  private static void sum(String run, List<ClassTime> classes) {
    int tests = classes.stream().mapToInt(ClassTime::tests).sum();
    double seconds = classes.stream().mapToDouble(ClassTime::seconds).sum();
    System.out.printf(
        Locale.ROOT, "%8.1f s %5d tests of %d classes: %s%n", seconds, tests, classes.size(), run);
  }
}
