import { Component, type ComponentChildren } from "preact";

/** Shows another thing in place of what threw an exception. */
export class Guard extends Component<
  {
    failed(error: unknown): ComponentChildren;
    /** Is told once, when it has. */
    onError?(): void;
    children: ComponentChildren;
  },
  { error: unknown }
> {
  override state = { error: null as unknown };

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
    this.props.onError?.();
  }

  override render() {
    const { error } = this.state;
    return error === null ? this.props.children : this.props.failed(error);
  }
}
