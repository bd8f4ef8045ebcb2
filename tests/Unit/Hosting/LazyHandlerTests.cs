using Microsoft.Extensions.DependencyInjection;
using PublicServices.Functions.Hosting;

namespace PublicServices.Tests.Unit.Hosting;

public sealed class LazyHandlerTests
{
    [Fact]
    public void Make_EveryDeclaredRoute_CanBeCalled()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var triggers = new Triggers();
        Features.Register(services, triggers);
        using var provider = services.BuildServiceProvider();
        foreach (var trigger in triggers.HttpTriggers)
        {
            FluentActions.Invoking(() => LazyHandler.Make(trigger.Handler, trigger.Route, provider))
                .Should().NotThrow($"{trigger.Method} {trigger.Route} is declared");
        }
    }

    [Fact]
    public void Make_HandlerThatCannotBeCalled_Throws()
    {
        using var provider = new ServiceCollection().BuildServiceProvider();
        FluentActions.Invoking(() => LazyHandler.Make((Unknown unknown, Unknown another) => "", "/x", provider)).Should().Throw<InvalidOperationException>();
    }

    private sealed record Unknown(string Text);
}
