package dev.unroll.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Runs scenarios in a JVM of their own, where the emulator is the driver: all of a class, or one by its name. Prints each that held. */
final class ScenarioRun {
    private static final String PACKAGE = "dev.unroll.cuda.runtime.";

    private ScenarioRun() {}

    /** For each argument: CLASS or CLASS.METHOD. Every scenario begins with a new session and leaves nothing behind. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        CudaDevice device = Discovery.find().devices().get(0);
        for (String argument : arguments) {
            String[] parts = argument.split("\\.");
            for (Method scenario : scenarios(Class.forName(PACKAGE + parts[0]))) {
                if (parts.length == 1 || scenario.getName().equals(parts[1])) {
                    run(scenario, device);
                }
            }
        }
    }

    /** Those that take a session and nothing else, by name. */
    static List<Method> scenarios(Class<?> owner) {
        List<Method> found = new ArrayList<>(Arrays.stream(owner.getDeclaredMethods())
                .filter(method -> Arrays.equals(method.getParameterTypes(), new Class<?>[] {Session.class}))
                .filter(method -> method.getReturnType() == void.class && !method.isSynthetic())
                .toList());
        found.sort(Comparator.comparing(Method::getName));
        return found;
    }

    private static void run(Method scenario, CudaDevice device) throws ReflectiveOperationException {
        long before = Session.liveHandles();
        try (Session session = Session.open(device)) {
            scenario.invoke(null, session);
        } catch (InvocationTargetException failure) {
            throw new AssertionError(scenario + " on " + device, failure.getCause());
        }
        assertEquals(before, Session.liveHandles(), "handles left by " + scenario);
        System.out.println("held: " + scenario.getName());
    }
}
