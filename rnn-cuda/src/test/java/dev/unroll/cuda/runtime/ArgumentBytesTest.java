package dev.unroll.cuda.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ArgumentBytesTest {
    private static final long POINTER = 0x0123456789abcdefL;

    private static ArgumentBytes of(int bytes) {
        return new ArgumentBytes("sample", new ParameterShape(bytes, 8));
    }

    /** struct { int; void *; float; struct { void *; int } ; float; int } */
    @Test
    void eachMemberStandsWhereCPutsIt() {
        ArgumentBytes arguments = of(48);
        arguments.start();
        arguments.integer(-1);
        arguments.address(POINTER);
        arguments.real(0.5f);
        arguments.address(POINTER + 1);
        arguments.integer(7);
        arguments.pad();
        arguments.real(2.5f);
        arguments.integer(9);
        arguments.requireComplete();
        ByteBuffer memory = arguments.memory();
        assertTrue(memory.isDirect());
        assertEquals(-1, memory.getInt(0));
        assertEquals(0, memory.getInt(4), "padding");
        assertEquals(POINTER, memory.getLong(8));
        assertEquals(0.5f, memory.getFloat(16));
        assertEquals(POINTER + 1, memory.getLong(24));
        assertEquals(7, memory.getInt(32));
        assertEquals(2.5f, memory.getFloat(40));
        assertEquals(9, memory.getInt(44));
    }

    @Test
    void paddingBehindTheLastMemberNeedsNoWords() {
        ArgumentBytes arguments = of(16);
        arguments.start();
        arguments.address(1);
        arguments.integer(2);
        arguments.requireComplete();
        arguments.start();
        arguments.integer(2);
        arguments.address(1);
        arguments.requireComplete();
    }

    @Test
    void tooFewAndTooManyAreRefused() {
        ArgumentBytes arguments = of(16);
        arguments.start();
        arguments.address(1);
        String few = assertThrows(IllegalStateException.class, arguments::requireComplete)
                .getMessage();
        assertEquals("kernel sample takes 16 bytes of arguments and was given 8", few);
        arguments.address(1);
        String many = assertThrows(IllegalStateException.class, () -> arguments.integer(1))
                .getMessage();
        assertEquals("kernel sample takes 16 bytes of arguments and was given more", many);
        of(0).requireComplete();
    }

    @Test
    void theShapeIsReadFromTheText() {
        String ptx = """
                .visible .entry gates_tanh(
                	.param .align 8 .b8 gates_tanh_param_0[72]
                )
                .maxntid 32, 1, 1
                .visible .entry gates(
                	.param .align 4 .b8 gates_param_0[12]
                )
                .entry bare()
                .entry two(.param .u64 a, .param .u32 b)
                """;
        assertEquals(new ParameterShape(72, 8), ParameterShape.in(ptx, "gates_tanh"));
        assertEquals(new ParameterShape(12, 4), ParameterShape.in(ptx, "gates"));
        assertEquals(new ParameterShape(0, 1), ParameterShape.in(ptx, "bare"));
        assertFalse(ParameterShape.in(ptx, "two").isKnown());
        assertFalse(ParameterShape.in(ptx, "tanh").isKnown());
        ArgumentBytes unknown = new ArgumentBytes("two", ParameterShape.in(ptx, "two"));
        unknown.start();
        unknown.integer(1);
        unknown.requireComplete();
    }
}
