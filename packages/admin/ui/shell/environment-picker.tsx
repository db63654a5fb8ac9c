import type { JSX } from 'preact';
import { Icon } from '../components/icon.tsx';
import { Menu } from '../components/menu.tsx';
import { BASE, useEnvironment } from '../session/environment.ts';
import { useMe } from '../session/me.ts';

/** Chooses the environment that the screens show. */
export function EnvironmentPicker(): JSX.Element {
  const { environments } = useMe();
  const [chosen, choose] = useEnvironment();
  return (
    <Menu
      icon="environments"
      heading="Environment"
      actions={[
        {
          label: 'All environments',
          hint: 'The flags without patches',
          checked: chosen === BASE,
          onSelect: () => choose(BASE),
        },
        ...environments.map(({ key, name, protected: isProtected, parent }) => ({
          label: key,
          hint: [name === key ? undefined : name, parent && `inherits from ${parent}`, isProtected && 'protected']
            .filter(Boolean)
            .join(' · '),
          checked: chosen === key,
          onSelect: () => choose(key),
        })),
      ].map(({ hint, ...action }) => (hint === '' ? action : { ...action, hint }))}
    >
      <span class="visually-hidden">Environment: </span>
      <span class="truncate">{chosen === BASE ? 'All environments' : chosen}</span>
      <Icon name="chevronDown" size={12} />
    </Menu>
  );
}
