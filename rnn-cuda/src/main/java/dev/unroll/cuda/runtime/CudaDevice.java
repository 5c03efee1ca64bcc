package dev.unroll.cuda.runtime;

import dev.unroll.backend.Device;

/**
 * One CUDA device with what the choice of kernels needs to know.
 *
 * @param device as the backend interface sees it; its index counts the usable devices
 * @param ordinal the driver's number of it
 * @param computeCapability ten times the major number and the minor one: 90 for 9.0
 * @param multiprocessors how many there are
 * @param sharedBytesPerBlock shared memory that one block may have when a kernel asks for more than the usual 48 KiB
 * @param cooperative whether all blocks of a launch can be made to run at once, so that they can wait for each other
 * @param clusters whether blocks can be launched in clusters that see each other's shared memory
 */
public record CudaDevice(
        Device device,
        int ordinal,
        int computeCapability,
        int multiprocessors,
        int sharedBytesPerBlock,
        boolean cooperative,
        boolean clusters) {

    /** A compute capability as one writes it: 9.0 for 90. */
    public static String words(int computeCapability) {
        return computeCapability / 10 + "." + computeCapability % 10;
    }

    /** As its driver calls it. */
    public String name() {
        return device.name();
    }

    /** Its memory. */
    public long memoryBytes() {
        return device.memoryBytes();
    }

    @Override
    public String toString() {
        return name() + " (" + device.version() + ")";
    }
}
