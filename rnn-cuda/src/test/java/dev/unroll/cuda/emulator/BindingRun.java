package dev.unroll.cuda.emulator;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/** A JVM in which the binding, as it is, captures two kernels, replays them, and loses its context. */
final class BindingRun {
    private static final String PTX = "// kernels of sound.cu\n.version 6.3\n.target sm_70\n\0";
    private static final int ILLEGAL_ADDRESS = 700;

    private BindingRun() {}

    /** Prints what came out, and the code of the launch that goes wrong. */
    public static void main(String[] arguments) {
        JCudaDriver.setExceptionsEnabled(true);
        JCudaDriver.cuInit(0);
        CUdevice device = new CUdevice();
        JCudaDriver.cuDeviceGet(device, 0);
        byte[] name = new byte[100];
        JCudaDriver.cuDeviceGetName(name, name.length, device);
        CUcontext context = new CUcontext();
        JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
        JCudaDriver.cuCtxSetCurrent(context);
        CUmodule module = new CUmodule();
        JCudaDriver.cuModuleLoadData(module, PTX);
        CUstream stream = new CUstream();
        JCudaDriver.cuStreamCreate(stream, 0);
        Address x = new Address();
        JCudaDriver.cuMemAlloc(x, 400);
        JCudaDriver.cuMemsetD32(x, 0, 100);
        JCudaDriver.cuStreamBeginCapture(stream, CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED);
        launch(module, "add_one", x, stream);
        launch(module, "add_two", x, stream);
        CUgraph graph = new CUgraph();
        JCudaDriver.cuStreamEndCapture(stream, graph);
        CUgraphExec exec = new CUgraphExec();
        JCudaDriver.cuGraphInstantiate(exec, graph, 0);
        for (int i = 0; i < 1000; i++) {
            JCudaDriver.cuGraphLaunch(exec, stream);
        }
        float[] values = new float[100];
        JCudaDriver.cuMemcpyDtoH(Pointer.to(values), x, 400);
        System.out.println(new String(name, 0, 19, StandardCharsets.US_ASCII) + " " + values[99]);
        JCudaDriver.cuMemFree(x);
        launch(module, "add_one", x, stream);
        JCudaDriver.setExceptionsEnabled(false);
        System.out.println(JCudaDriver.cuStreamSynchronize(stream) == ILLEGAL_ADDRESS);
        JCudaDriver.cuGraphExecDestroy(exec);
        JCudaDriver.cuGraphDestroy(graph);
        JCudaDriver.cuStreamDestroy(stream);
        JCudaDriver.cuModuleUnload(module);
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }

    private static void launch(CUmodule module, String name, Address x, CUstream stream) {
        CUfunction function = new CUfunction();
        JCudaDriver.cuModuleGetFunction(function, module, name);
        ByteBuffer structure = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        structure.putLong(0, x.number()).putInt(8, 100);
        Pointer parameters = Pointer.to(Pointer.to(structure));
        JCudaDriver.cuLaunchKernel(function, 1, 1, 1, 256, 1, 1, 0, stream, parameters, null);
    }

    private static final class Address extends CUdeviceptr {
        long number() {
            return getNativePointer();
        }
    }
}
