using System.Text;
using PublicServices.Exams;
using PublicServices.Kernel;

namespace PublicServices.Tests.Flows.Simulation;

/// <summary>Years later: registrations go when their time is over, whatever crashes on the way, and nothing of a person is left.</summary>
internal sealed class Aftermath(World world, People people)
{
    private const string Timer = "exams-retention";

    /// <summary>Lets the years pass.</summary>
    /// <param name="faults">What goes wrong while registrations are erased.</param>
    public void Check(Faults faults)
    {
        var session = new Records<ExamSession>(world.Store, () => ExamsJson.Default.ExamSession).Read(world.Store.All("ses").Single().State);
        var rule = new ExamRuleBook().On(session.LastExamDay).Retention!;
        var candidates = people.Registrations().Select(one => one.State.Form.PersonalNumber!).ToList();
        if (candidates.Count(IsAnywhere) != candidates.Count) throw new InvariantBrokenException("Who looks for candidates does not find them.");
        var filed = people.Registrations().Count(one => one.State.SubmittedAt is not null || one.State.Fee is not FeeStatus.None);
        world.Count("erased drafts", candidates.Count - filed);

        Enforce(rule.LastDayOfDrafts(session), faults);
        ExpectLeft(candidates.Count);
        Enforce(rule.LastDayOfDrafts(session).AddDays(1), faults);
        ExpectLeft(filed);
        Enforce(rule.LastDayOfFiled(session).AddDays(1), faults);
        ExpectLeft(people.Registrations().Count(one => one.State.Next.HasFlag(NextActor.Payments)));
        Enforce(rule.LastDayOfFiled(session).AddMonths(rule.MoneyMonths).AddDays(1), faults);
        ExpectLeft(0);

        if (candidates.Find(IsAnywhere) is { } candidate) throw new InvariantBrokenException($"{candidate} is still there.");
        if (world.Store.Parked.Count > 0) throw new InvariantBrokenException($"Parked: {world.Store.Parked[0].Reason}");
        world.Count("erased registrations", candidates.Count);
    }

    private void ExpectLeft(int count)
    {
        if (people.Registrations() is var left && left.Count != count)
            throw new InvariantBrokenException($"On {world.Now:u} {left.Count} registrations are left instead of {count}.");
    }

    private void Enforce(DateOnly day, Faults faults)
    {
        world.MoveTo(VietnamTime.StartOf(day));
        world.Faults = faults;
        world.RunTimer(Timer);
        // Whatever went wrong in the first run, the timer comes again; and what is under way must not need it.
        for (var step = 0; step < 40; step++) world.Step();
        world.Faults = Faults.None;
        world.RunTimer(Timer);
        world.Settle(maxSteps: 50_000);
    }

    private bool IsAnywhere(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return world.Store.Everything().Any(body => body.Span.IndexOf(bytes) >= 0);
    }
}
