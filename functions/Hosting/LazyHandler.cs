using Microsoft.AspNetCore.Routing.Patterns;

namespace PublicServices.Functions.Hosting;

/// <summary>
/// Calls a minimal-API handler by code that is made at the first request for it. Made for every route at the start, that code was a
/// good part of the time until the first answer. A test makes all of it, so that a handler that cannot be called is noticed.
/// </summary>
internal static class LazyHandler
{
    public static RequestDelegate Of(Delegate handler, string route, IServiceProvider services)
    {
        var made = new Lazy<RequestDelegate>(() => Make(handler, route, services));
        return context => made.Value(context);
    }

    internal static RequestDelegate Make(Delegate handler, string route, IServiceProvider services) => RequestDelegateFactory.Create(
        handler,
        new RequestDelegateFactoryOptions
        {
            ServiceProvider = services,
            RouteParameterNames = [.. RoutePatternFactory.Parse(route).Parameters.Select(parameter => parameter.Name)],
        }).RequestDelegate;
}
