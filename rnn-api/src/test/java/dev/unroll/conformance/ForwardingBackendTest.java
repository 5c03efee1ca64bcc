package dev.unroll.conformance;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.unroll.backend.Backend;
import java.lang.reflect.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingBackendTest {
    static Method[] methods() {
        return Backend.class.getDeclaredMethods();
    }

    /** A default method that is not passed on would hide the fused kernel of the backend beneath. */
    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodIsPassedOn(Method method) {
        assertDoesNotThrow(
                () -> ForwardingBackend.class.getDeclaredMethod(method.getName(), method.getParameterTypes()));
    }
}
