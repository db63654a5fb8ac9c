import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Link } from 'wouter-preact';
import { Icon } from '../components/icon.tsx';
import { useMe } from '../session/me.ts';
import './page.css';

/** The first page that was shown keeps the focus where the browser put it. */
let isFirst = true;

/** The frame of a screen: its title, what it is part of, and its actions. Moves the focus to the title after a navigation. */
export function Page({
  title,
  mono,
  parent,
  description,
  actions,
  children,
}: {
  /** The heading, and the title of the window. */
  readonly title: string;
  /** Sets the title in the font of keys. */
  readonly mono?: boolean;
  /** The screen that this one belongs to. */
  readonly parent?: { readonly text: string; readonly href: string };
  readonly description?: ComponentChildren;
  /** Buttons at the end of the header. */
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { ui } = useMe();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · ${ui.title}`;
  }, [title, ui.title]);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  return (
    <div class="page">
      <header class="page-header">
        <div class="page-heading">
          {parent && (
            <Link class="page-parent" href={parent.href}>
              {parent.text}
              <Icon name="chevronRight" size={12} />
            </Link>
          )}
          <h1 ref={heading} tabIndex={-1} class={mono ? 'page-title page-title-mono' : 'page-title'}>
            {title}
          </h1>
          {description !== undefined && <p class="page-description">{description}</p>}
        </div>
        {actions !== undefined && <div class="row page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
