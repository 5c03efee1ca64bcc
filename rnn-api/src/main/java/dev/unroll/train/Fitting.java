package dev.unroll.train;

import org.jspecify.annotations.Nullable;

/** The loop over epochs. */
final class Fitting {
    private final Trainer trainer;
    private final TrainingListener listener;
    private final TrainerMemory memory;

    Fitting(Trainer trainer, TrainingListener listener, TrainerMemory memory) {
        this.trainer = trainer;
        this.listener = listener;
        this.memory = memory;
    }

    FitResult run(FitPlan plan) {
        EarlyStopping stopping = memory.earlyStopping();
        if (stopping == null) {
            stopping = new EarlyStopping(Integer.MAX_VALUE);
        } else if (plan.heldOut() == null) {
            throw new IllegalArgumentException(
                    "heldOut: absent, but the trainer has early stopping; give FitPlan.withHeldOut");
        }
        int epoch = plan.firstEpoch();
        FitResult.Ending ending = FitResult.Ending.FINISHED;
        while (epoch < plan.epochs() && ending == FitResult.Ending.FINISHED) {
            Double trainLoss = epoch(plan, epoch);
            if (trainLoss == null) {
                return result(plan, epoch, stopping, FitResult.Ending.CANCELLED);
            }
            finishEpoch(plan, epoch, trainLoss, stopping);
            epoch++;
            if (stopping.shouldStop()) {
                ending = FitResult.Ending.STOPPED_EARLY;
            }
        }
        if (plan.heldOut() != null) {
            trainer.restoreBest();
        }
        return result(plan, epoch, stopping, ending);
    }

    /** Mean loss over the epoch; null when it was cancelled. */
    private @Nullable Double epoch(FitPlan plan, int epoch) {
        double sum = 0;
        long count = 0;
        for (Batch batch : plan.batches().apply(epoch)) {
            if (plan.cancelled().getAsBoolean()) {
                return null;
            }
            StepResult result = trainer.step(batch);
            sum += result.loss() * result.count();
            count += result.count();
        }
        return count == 0 ? 0 : sum / count;
    }

    private void finishEpoch(FitPlan plan, int epoch, double trainLoss, EarlyStopping stopping) {
        Evaluation heldOut = plan.heldOut() == null ? null : trainer.evaluate(plan.heldOut());
        boolean improved = heldOut != null && stopping.improved(heldOut.meanLoss());
        if (improved) {
            memory.keepBest();
        }
        listener.onEpoch(new EpochResult(epoch, trainLoss, heldOut, improved));
    }

    private FitResult result(FitPlan plan, int epochs, EarlyStopping stopping, FitResult.Ending ending) {
        double best = plan.heldOut() == null ? Double.NaN : stopping.best();
        return new FitResult(epochs, trainer.steps(), best, ending);
    }
}
