using Microsoft.AspNetCore.Routing.Patterns;

namespace PublicServices.Functions.Hosting;

/// <summary>
/// Calls a minimal-API handler by an expression that is put together at the first request for it. Put together for every route at the start,
/// they were a good part of the time until the first answer. A test makes all of them, so that a handler that cannot be called is noticed.
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
