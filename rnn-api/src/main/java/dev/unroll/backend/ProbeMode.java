package dev.unroll.backend;

/** How far a provider may go to find out what is there. */
public enum ProbeMode {
    /**
     * Nothing that could disturb the JVM: merely listing OpenCL platforms may replace the JVM's signal handlers, so a provider whose
     * discovery does such a thing reports "not probed" and how to have it probed.
     */
    PASSIVE,
    /** The user asked for this backend by name. */
    BY_NAME
}
