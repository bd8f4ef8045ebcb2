using PublicServices.Kernel;

namespace PublicServices.Functions.Hosting;

/// <summary>Declares the kinds of records the kernel and the hosting itself keep.</summary>
internal static class KernelKinds
{
    public static void Declare(Triggers triggers)
    {
        triggers.Kind("counter", () => KernelJson.Default.CounterState, faults: state => state.Next < 1 ? ["counts from nowhere"] : []);
        triggers.Kind(TimerTurns.Kind, () => TimerJson.Default.TimerTurn);
    }
}
